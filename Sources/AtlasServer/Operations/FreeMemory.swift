// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import CMalloc
#endif

/// What the C library keeps of memory that the program no longer needs. It has a heap for each of many threads and gives
/// back only what is free at a heap's end: caches that are filled by one thread and emptied by another leave holes, which
/// would let a server grow for days.
public enum FreeMemory {
    /// Few heaps have few holes; with two a core, threads hardly wait for each other.
    private static let heapsPerCore: Int32 = 2

    /// Bounds the number of heaps. To be called once, before there are threads.
    public static func boundHeaps(cores: Int) {
        #if canImport(Glibc)
        _ = mallopt(M_ARENA_MAX, Int32(clamping: max(1, cores)) &* heapsPerCore)
        #endif
    }

    /// Gives free pages within all heaps back to the system: some milliseconds, in which allocations may wait.
    static func giveBack() {
        #if canImport(Glibc)
        _ = malloc_trim(0)
        #endif
    }
}
