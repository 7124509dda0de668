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
/* Name and text of each configuration that declares a study (the Makefile puts them together), then an empty name. */
NAME(rq_embedded_studies):
  .incbin "build/report/declared"
  .byte 0

/* The configurations of studies of the renqing model, as texts. */
  .globl NAME(rq_embedded_guanxi), NAME(rq_embedded_contagion), NAME(rq_embedded_dirichlet)
NAME(rq_embedded_guanxi):
  .incbin "configs/studies/guanxi.yaml"
  .byte 0
NAME(rq_embedded_contagion):
  .incbin "configs/studies/contagion.yaml"
  .byte 0
NAME(rq_embedded_dirichlet):
  .incbin "configs/studies/dirichlet.yaml"
  .byte 0
#ifdef __ELF__
  .section .note.GNU-stack, "", %progbits
#endif
