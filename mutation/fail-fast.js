// A changed program that fails is enough: looking for the smallest case that fails takes longer than all other tests.
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
