import { expect, it } from 'vitest';
import { configureStep, inStep, reviewStep, sourceStep, stepIn, stepOf, wrongIn } from './steps';

it('a field has a step, and what is nobody’s stands in the review', () => {
  expect(['source.image', 'name', 'network.added.subnets', 'tags.0.key', ''].map(stepOf)).toEqual([
    sourceStep,
    configureStep,
    configureStep,
    configureStep,
    reviewStep,
  ]);
});

it('errors are told apart by step and part', () => {
  const errors = { 'source.image': 'a', 'health.path': 'b', healthy: 'c' };
  expect(inStep(errors, configureStep)).toEqual({ 'health.path': 'b', healthy: 'c' });
  expect([wrongIn(errors, 'health'), wrongIn(errors, 'network')]).toEqual([true, false]);
});

it('takes the step from an address, and the first where it names none', () => {
  expect(['2', '3', '1', '4', '0', 'x', '', null].map(stepIn)).toEqual([1, 2, 0, 0, 0, 0, 0, 0]);
});
