/* Which program this is. */
#ifndef RQ_VERSION_H
#define RQ_VERSION_H

const char *rq_version(void); /* "0.1.0" */
const char *rq_commit(void);  /* of the source, "-dirty" at the end where files were changed; "unknown" outside git */

#endif
