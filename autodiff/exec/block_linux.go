package exec

import "syscall"

// preferLargePages asks for large pages. It is a wish: where the system has none to give, or is set not to, small ones do.
func preferLargePages(b []byte) { _ = syscall.Madvise(b, syscall.MADV_HUGEPAGE) }
