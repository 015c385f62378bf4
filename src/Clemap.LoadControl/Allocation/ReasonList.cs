using System.Collections;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>One to three reasons, most important first; of them one at most names a circuit, and one a place in the queue.</summary>
public readonly record struct ReasonList : IReadOnlyList<Reason>
{
    private const byte None = byte.MaxValue;

    private readonly Circuit? _circuit;
    private readonly long _nextTurnTicks;
    private readonly int _queuePlace;
    private readonly sbyte _phase;
    private readonly byte _first;
    private readonly byte _second;
    private readonly byte _third;

    internal ReasonList(ReasonCode code) => (_first, _second, _third) = ((byte)code, None, None);

    /// <param name="code"><see cref="ReasonCode.Circuit"/>, <see cref="ReasonCode.Unbalance"/> or <see cref="ReasonCode.NoRoom"/>.</param>
    internal ReasonList(ReasonCode code, Circuit circuit, Phase? phase)
        : this(code) => (_circuit, _phase) = (circuit, (sbyte)(phase is { } known ? (int)known + 1 : 0));

    /// <summary>In the queue, because of what the limit says.</summary>
    internal ReasonList(int queuePlace, DateTimeOffset nextTurn, ReasonList limit)
    {
        this = limit;
        (_first, _second, _third) = ((byte)ReasonCode.Queue, limit._first, limit._second);
        (_queuePlace, _nextTurnTicks) = (queuePlace, nextTurn.UtcTicks);
    }

    private ReasonList(ReasonList list, ReasonCode next)
    {
        this = list;
        if (_second == None)
            _second = (byte)next;
        else if (_third == None)
            _third = (byte)next;
    }

    public int Count => _third != None ? 3 : _second != None ? 2 : 1;

    public Reason this[int index] => index < 0 || index >= Count
        ? throw new ArgumentOutOfRangeException(nameof(index))
        : At((ReasonCode)(index == 0 ? _first : index == 1 ? _second : _third));

    internal ReasonCode First => (ReasonCode)_first;

    public override string ToString() => string.Join(' ', this);

    IEnumerator<Reason> IEnumerable<Reason>.GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<Reason>)this).GetEnumerator();

    /// <summary>With one more behind; a fourth is left out.</summary>
    internal ReasonList With(ReasonCode next) => new(this, next);

    private Reason At(ReasonCode code) => code switch
    {
        ReasonCode.Circuit or ReasonCode.Unbalance or ReasonCode.NoRoom when _circuit is not null => new(code, _circuit, _phase > 0 ? (Phase)(_phase - 1) : null),
        ReasonCode.Queue => new(_queuePlace, new DateTimeOffset(_nextTurnTicks, TimeSpan.Zero)),
        _ => new(code),
    };
}
