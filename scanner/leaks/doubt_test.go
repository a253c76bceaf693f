package leaks
