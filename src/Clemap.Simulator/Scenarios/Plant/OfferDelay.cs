namespace Clemap.Simulator.Scenarios.Plant;

/// <summary>What was offered some seconds ago. An offer can change once a second, so nothing is lost up to a reaction time of its length.</summary>
internal sealed class OfferDelay
{
    public const int LongestSeconds = 30;

    private readonly (long DueAt, double OfferA)[] _waiting = new (long, double)[LongestSeconds + 2];
    private int _first;
    private int _count;

    /// <summary>When the next offer is understood.</summary>
    public long NextAt => _count > 0 ? _waiting[_first].DueAt : long.MaxValue;

    public void Add(long dueAt, double offerA)
    {
        _waiting[(_first + _count) % _waiting.Length] = (dueAt, offerA);
        _count++;
    }

    /// <summary>The last offer that is due at a moment replaces what was understood before.</summary>
    public void TakeDue(long now, ref double understoodA)
    {
        while (_count > 0 && _waiting[_first].DueAt <= now)
        {
            understoodA = _waiting[_first].OfferA;
            _first = (_first + 1) % _waiting.Length;
            _count--;
        }
    }

    public void Clear() => _count = 0;
}
