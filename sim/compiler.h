/* The only place for what C11 does not have. */
#ifndef RQ_COMPILER_H
#define RQ_COMPILER_H

#if defined(__GNUC__)
#define RQ_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define RQ_PREFETCH(address) __builtin_prefetch(address) /* asks for memory that will be read soon */
#else
#define RQ_PRINTF(format, first)
#define RQ_PREFETCH(address) ((void)0)
#endif

/* Whether the program runs under a sanitizer, which reserves terabytes of address space (a limit on it would end the program at once). */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RQ_ADDRESS_SPACE_RESERVED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RQ_ADDRESS_SPACE_RESERVED 1
#endif
#endif
#ifndef RQ_ADDRESS_SPACE_RESERVED
#define RQ_ADDRESS_SPACE_RESERVED 0
#endif

/* A hot loop over many elements, compiled for several generations of processors and chosen when the program is loaded. All give the same
 * bits, since every element is computed by itself and nothing is contracted (-ffp-contract=off). Sanitizers cannot run what chooses. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && !RQ_ADDRESS_SPACE_RESERVED
#define RQ_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define RQ_CLONES
#endif

#endif
