/* Numbers as text: each is read back as the very same, and is no longer than it need be. */
#include "analysis/text.h"
#include "sim/random.h"
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka wants the four above first */
#include <cmocka.h>

static const char *shown(double number) {
  static char text[64];
  rq_text t = {0};
  rq_text_number(&t, number);
  assert_true(t.count < sizeof text);
  memcpy(text, t.count ? t.bytes : "", t.count);
  text[t.count] = '\0';
  rq_text_free(&t);
  return text;
}

static void examples(void **state) {
  (void)state;
  assert_string_equal(shown(0), "0");
  assert_string_equal(shown(-0.0), "0");
  assert_string_equal(shown(-12), "-12");
  assert_string_equal(shown(4294967295.0), "4294967295");
  assert_string_equal(shown(0.5), "0.5");
  assert_string_equal(shown((double)0.1f), "0.1");
  assert_string_equal(shown((double)-0.0703125f), "-0.0703125");
  assert_string_equal(shown((double)16777.215f), "16777.215");
  assert_string_equal(shown((double)1e-7f), "0.0000001");
  assert_string_equal(shown((double)0.99999994f), "0.99999994");
  assert_string_equal(shown(0.1), "0.1"); /* not a single */
  assert_string_equal(shown((double)NAN), "");
}

/* Random bits as singles: all sizes, and those of the model (0 to 1, as well with few bits). */
static void all_come_back(void **state) {
  (void)state;
  size_t longest = 0;
  for (uint32_t n = 0; n < 100000; n++) {
    rq_words w = rq_draw((rq_key){7, 0}, n, 0, 0, 0);
    float value[4] = {0, (float)(w.v[1] >> 8) * 0x1p-24f, ((float)(w.v[2] >> 22) - 512) * 0x1p-9f, ldexpf(1, (int)(w.v[3] % 60) - 30)};
    memcpy(value, &w.v[0], sizeof *value);
    for (unsigned k = 0; k < 4; k++) {
      if (!isfinite(value[k])) continue;
      const char *text = shown((double)value[k]);
      if (strtof(text, NULL) != value[k]) fail_msg("%.9g is shown as %s", (double)value[k], text);
      char nine[64];
      snprintf(nine, sizeof nine, "%.9g", (double)value[k]);
      if (k == 1 && strlen(text) > longest) longest = strlen(text);
    }
    double twofold = (double)value[1] + (double)w.v[0] * 0x1p-60;
    if (strtod(shown(twofold), NULL) != twofold) fail_msg("%.17g is shown as %s", twofold, shown(twofold));
  }
  assert_true(longest <= 18); /* 0.00000001 and nine digits */
}

static void words(void **state) {
  (void)state;
  rq_text t = {0};
  rq_text_xml(&t, "A \"b\" <c> & \x01人情");
  rq_text_put(&t, "|");
  rq_text_gml(&t, "A \"b\" <c> &");
  rq_text_put(&t, "|");
  rq_text_csv(&t, "A \"b\", c");
  rq_text_bytes(&t, "", 1);
  assert_string_equal(t.bytes, "A &quot;b&quot; &lt;c&gt; &amp; \xef\xbf\xbd人情|A &quot;b&quot; <c> &amp;|\"A \"\"b\"\", c\"");
  rq_text_free(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(examples), cmocka_unit_test(all_come_back), cmocka_unit_test(words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
