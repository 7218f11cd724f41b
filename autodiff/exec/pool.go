package exec

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Pool is the workers of one training run. They wait for work between steps: a moment awake, then asleep. Any number of machines may share a
// pool, but one goroutine at a time may use it.
type Pool struct {
	threads int
	workers []*worker
	job     func(t int)   // what thread t does in this turn; written before turn
	turn    atomic.Uint32 // counts runs
	closed  bool          // written before turn
	barrier barrier

	runs    int           // since the distance was measured last
	measure func(t int)   // measures it; made once
	meeting time.Duration // how long a meeting of all threads took then

	part   func(t int) // thread t's part of what Share was given, as a value made once
	shared func(lo, hi int)
	size   int
}

// worker is a goroutine that waits for turns.
type worker struct {
	asleep atomic.Bool
	wake   chan struct{}
}

// How long a waiting thread stays awake: spins looks, some 20 microseconds, between one yield and the next, and so many of those, half a millisecond in
// all. Threads meet in a phase after less, unless another process has taken a processor: then the thread that waits must give up its own. A shorter wait
// would do harm, as a nap lasts longer than it should and makes the next meeting late; so would yielding sooner, as it lets two threads take turns on one processor
// before the scheduler has moved one to the other.
const (
	spins  = 30000
	rounds = 25
	nap    = 30 * time.Microsecond
)

// NewPool starts workers for the given number of threads, counting the one that calls Run. More threads than Go runs at a time are of no
// use and are not started.
func NewPool(threads int) *Pool {
	p := &Pool{threads: max(1, min(threads, runtime.GOMAXPROCS(0)))}
	p.open()
	return p
}

// open starts the workers.
func (p *Pool) open() {
	p.barrier.threads = int32(p.threads)
	p.part, p.measure = p.sharePart, p.meet
	for t := 1; t < p.threads; t++ {
		w := &worker{wake: make(chan struct{}, 1)}
		p.workers = append(p.workers, w)
		go p.serve(w, t)
	}
}

// Threads is the number of threads that share the work.
func (p *Pool) Threads() int { return p.threads }

// Close ends the workers. No machine may run on the pool any more.
func (p *Pool) Close() {
	if p == nil || p.closed {
		return
	}
	p.closed = true
	p.start()
}

// run has every thread do its part of a job and returns when all have.
func (p *Pool) run(job func(t int)) {
	p.job = job
	p.start()
	job(0)
	p.barrier.wait()
}

// Cores are far apart that do not share a cache: of several processors, or of one that is made of several parts. Where a virtual machine's are may change from second
// to second, so the distance is measured as the pool runs, by meetings, the shortest of a few; a near meeting takes a tenth of a microsecond, a far one more than three.
const (
	runsBetweenMeasures = 128
	meetings            = 8
	farMeeting          = 200 * time.Nanosecond
)

// far reports whether threads are so far apart that what one writes and another has read is better written past the caches.
func (p *Pool) far() bool {
	if p.runs%runsBetweenMeasures == 0 {
		p.run(p.measure)
	}
	p.runs++
	return p.meeting > farMeeting
}

// meet measures meeting.
func (p *Pool) meet(t int) {
	shortest := time.Hour
	for range meetings {
		start := time.Now()
		for range meetings {
			p.barrier.wait()
		}
		shortest = min(shortest, time.Since(start)/meetings)
	}
	if t == 0 {
		p.meeting = shortest
	}
}

// Share calls f for ranges that together are 0 to n, on all threads at once, and returns when all are done: for what is done between runs,
// such as filling inputs. A nil pool calls f once. f is kept by the pool until the next use. Share itself allocates nothing.
func (p *Pool) Share(n int, f func(lo, hi int)) {
	if p == nil || p.threads == 1 {
		f(0, n)
		return
	}
	p.shared, p.size = f, n
	p.run(p.part)
}

func (p *Pool) sharePart(t int) {
	if lo, hi := share(p.size, p.threads, t); lo < hi {
		p.shared(lo, hi)
	}
}

// start gives all workers a turn.
func (p *Pool) start() {
	p.turn.Add(1)
	for _, w := range p.workers {
		if w.asleep.CompareAndSwap(true, false) {
			w.wake <- struct{}{}
		}
	}
}

// serve works on each turn as thread t.
func (p *Pool) serve(w *worker, t int) {
	for turn := uint32(1); ; turn++ {
		p.await(w, turn)
		if p.closed {
			return
		}
		p.job(t)
		p.barrier.wait()
	}
}

// await returns when a turn has come: soon if it comes soon, else by being woken.
func (p *Pool) await(w *worker, turn uint32) {
	for range rounds {
		for range spins {
			if p.turn.Load() == turn {
				return
			}
		}
		runtime.Gosched()
	}
	w.asleep.Store(true)
	if p.turn.Load() == turn && w.asleep.CompareAndSwap(true, false) {
		return
	}
	<-w.wake // whoever clears asleep sends
}

// barrier lets threads wait for one another.
type barrier struct {
	threads int32
	_       [60]byte // a cache line apart: those who wait look at passed, those who come write arrived
	arrived atomic.Int32
	_       [60]byte
	passed  atomic.Uint32 // counts the times that all have arrived
	_       [60]byte
}

// wait returns when every thread has called it.
func (b *barrier) wait() {
	passed := b.passed.Load()
	if b.arrived.Add(1) == b.threads {
		b.arrived.Store(0)
		b.passed.Add(1)
		return
	}
	for round := 0; ; round++ {
		for range spins {
			if b.passed.Load() != passed {
				return
			}
		}
		if round < rounds {
			runtime.Gosched()
		} else {
			time.Sleep(nap)
		}
	}
}
