import { describe, expect, it } from 'vitest';
import { placeOf } from '../src/route';

describe('a place', () => {
  it('is the page that the path names', () => {
    expect(placeOf('/')).toEqual({ page: 'overview', id: '' });
    expect(placeOf('/monitors')).toEqual({ page: 'monitors', id: '' });
    expect(placeOf('/people')).toEqual({ page: 'people', id: '' });
    expect(placeOf('/monitors/12')).toEqual({ page: 'monitor', id: '12' });
    expect(placeOf('/alerts/a%2Fb')).toEqual({ page: 'alert', id: 'a/b' });
    expect(placeOf('/dashboard/abc-def-ghi')).toEqual({ page: 'dashboard', id: 'abc-def-ghi' });
  });

  it('keeps old links to graphs working', () => {
    expect(placeOf('/', '?detector=x&group=*').page).toBe('explore');
    expect(placeOf('/', '?span=1w').page).toBe('overview');
  });

  it('is unknown rather than wrong', () => {
    expect(placeOf('/nothing').page).toBe('unknown');
    expect(placeOf('/monitors/1/2').page).toBe('unknown');
    expect(placeOf('/alerts/%E0%A4%A').page).toBe('alert');
  });
});
