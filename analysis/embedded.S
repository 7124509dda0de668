/* Files that become part of the program: begin and end of each (charts.h). */
#ifdef __APPLE__
#define NAME(x) _##x
  .const
#else
#define NAME(x) x
  .section .rodata
#endif
  .globl NAME(rq_embedded_style), NAME(rq_embedded_style_end), NAME(rq_embedded_charts), NAME(rq_embedded_charts_end)
NAME(rq_embedded_style):
  .incbin "analysis/report/page.css"
NAME(rq_embedded_style_end):
  .byte 0
NAME(rq_embedded_charts):
  .incbin "build/report/charts.js"
NAME(rq_embedded_charts_end):
  .byte 0
#ifdef __ELF__
  .section .note.GNU-stack, "", %progbits
#endif
