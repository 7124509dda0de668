/* The description of the renqing model (sim/odd.h), which becomes part of the program. */
#ifdef __APPLE__
#define NAME(x) _##x
  .const
#else
#define NAME(x) x
  .section .rodata
#endif
  .globl NAME(renqing_odd)
NAME(renqing_odd):
  .incbin "models/odd.md"
  .byte 0
#ifdef __ELF__
  .section .note.GNU-stack, "", %progbits
#endif
