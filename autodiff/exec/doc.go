// Package exec runs compiled programs in float32 on the CPU.
//
// Compile schedules a program and places its values (package plan). NewMachine binds it to memory: each value of the schedule becomes a step, a
// closure over the slices that it reads and writes, made by its operation's row of the table in table.go. Run walks the steps. It allocates
// nothing and cannot fail.
//
// Results do not depend on the number of threads, bit for bit: threads share out rows and columns of results, and every sum is taken by one
// thread, in an order that is fixed by the shapes.
package exec
