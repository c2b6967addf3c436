// SPDX-License-Identifier: GPL-2.0-or-later
//
// Memory that runs out when a test says so. The test's own operator new stands in front of the standard
// library's, for libxapian and xapian-c too; the allocation with the number that was set fails, and
// all after it. C can not throw, so this one file of the tests is C++.

#include <cstdlib>
#include <new>

extern "C" {
long xt_allocations_left = -1; // before one fails; below 0: none does
long xt_allocations_failed = 0;
}

static void *allocate(std::size_t size)
{
    if (xt_allocations_left == 0) {
        xt_allocations_failed++;
        throw std::bad_alloc();
    }
    if (xt_allocations_left > 0)
        xt_allocations_left--;
    void *memory = std::malloc(size ? size : 1);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

void *operator new(std::size_t size)
{
    return allocate(size);
}

void *operator new[](std::size_t size)
{
    return allocate(size);
}

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    try {
        return allocate(size);
    } catch (...) {
        return nullptr;
    }
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete[](void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete[](void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, const std::nothrow_t &) noexcept
{
    std::free(memory);
}
