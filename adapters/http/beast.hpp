#pragma once
// Asio and Beast, compiled once in beast.cpp: what includes any of them includes this first.

#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#ifdef __SANITIZE_THREAD__
// The thread sanitizer does not know fences; the mutexes around them are enough for it.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif
