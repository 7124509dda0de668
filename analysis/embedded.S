/* Files that become part of the program: the bytes of each, and how many (charts.h). */
#ifdef __APPLE__
#define NAME(x) _##x
  .const
#else
#define NAME(x) x
  .section .rodata
#endif
  .globl NAME(rq_embedded_style), NAME(rq_embedded_style_size), NAME(rq_embedded_charts), NAME(rq_embedded_charts_size), NAME(rq_embedded_studies)
  .balign 8
NAME(rq_embedded_style_size):
  .quad style_end - style
NAME(rq_embedded_charts_size):
  .quad charts_end - charts
NAME(rq_embedded_style):
style:
  .incbin "analysis/report/page.css"
style_end:
  .byte 0
NAME(rq_embedded_charts):
charts:
  .incbin "build/report/charts.js"
charts_end:
  .byte 0
/* Name and text of each configuration of configs/studies/ (the Makefile puts them together), then an empty name. */
NAME(rq_embedded_studies):
  .incbin "build/studies"
  .byte 0
#ifdef __ELF__
  .section .note.GNU-stack, "", %progbits
#endif
