//! An allocator that never gives a block out twice, so that what was freed lies there as it was left.
#![allow(unsafe_code, reason = "an allocator cannot be written without; no code of the library's is here")]

use core::alloc::{GlobalAlloc, Layout};
use core::ptr;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::alloc::System;

/// Pages of it that nobody touches take no memory.
const BYTES: usize = 1 << 30;

/// Hands out memory from one end of a region to the other.
pub struct Arena {
    region: AtomicPtr<u8>,
    used: AtomicUsize,
}

impl Arena {
    pub const fn new() -> Self {
        Self { region: AtomicPtr::new(ptr::null_mut()), used: AtomicUsize::new(0) }
    }

    /// Where the next block begins: what lies behind it is allocated later.
    pub fn mark(&self) -> usize {
        self.used.load(Ordering::SeqCst)
    }

    /// Every byte handed out since `mark`, freed or live.
    pub fn since(&self, mark: usize) -> &[u8] {
        let length = self.mark() - mark;
        // SAFETY: the range was handed out and so lies in the region; whoever scans runs alone.
        unsafe { core::slice::from_raw_parts(self.region().add(mark), length) }
    }

    fn region(&self) -> *mut u8 {
        let known = self.region.load(Ordering::SeqCst);
        if !known.is_null() {
            return known;
        }
        let Ok(layout) = Layout::from_size_align(BYTES, 4096) else { return ptr::null_mut() };
        // SAFETY: the layout is not empty. Of two threads that come first, one wins and the other's is never used.
        let fresh = unsafe { System.alloc_zeroed(layout) };
        match self.region.compare_exchange(ptr::null_mut(), fresh, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => fresh,
            Err(winner) => winner,
        }
    }
}

// SAFETY: blocks are disjoint, aligned, inside the region, and never given out again.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let region = self.region();
        let mut start = 0;
        let taken = self.used.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |used| {
            start = (region as usize + used).next_multiple_of(layout.align()) - region as usize;
            start.checked_add(layout.size()).filter(|end| *end <= BYTES)
        });
        // Null, where the region is used up, ends the test: a block elsewhere would escape the scan.
        if region.is_null() || taken.is_err() {
            return ptr::null_mut();
        }
        // SAFETY: `start` and `size` were just seen to lie within the region.
        unsafe { region.add(start) }
    }

    /// As it is given back, so it stays.
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
