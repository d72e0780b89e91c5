package platform

// LargestSize is how many instances of a service there are at one time at the
// most: the one that serves, and the one that a deployment starts beside it.
const LargestSize = 2
