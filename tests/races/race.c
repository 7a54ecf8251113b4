/* race.c - two threads and a number without a lock, as they should not be: does the checker see it? */
#include <stdio.h>

int main(void)
{
	long count = 0;

#pragma omp parallel for num_threads(4)
	for (int i = 0; i < 1000; i++)
		count++;
	printf("%ld\n", count);
	return 0;
}
