using Clemap.Simulator.Modbus;

namespace Clemap.Simulator.Live;

/// <summary>What servers see of a station or meter: its units, and what is wrong with its wire now.</summary>
/// <param name="units">Asked at each request, as a station that rebooted is another one.</param>
/// <param name="connected">Told how many clients there are.</param>
internal sealed class Wire(Func<IReadOnlyDictionary<byte, IModbusUnit>> units, Action<int>? connected = null)
{
    private volatile WireFault? _fault;

    public Wire(IReadOnlyDictionary<byte, IModbusUnit> units)
        : this(() => units)
    {
    }

    public WireFault? Fault
    {
        get => _fault;
        set => _fault = value;
    }

    public IReadOnlyDictionary<byte, IModbusUnit> Units => units();

    public void Connected(int clients) => connected?.Invoke(clients);

    /// <summary>Lets the fault do its work on an answer.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    public async ValueTask<bool> DisturbAsync(Memory<byte> answer, CancellationToken cancellationToken)
    {
        switch (Fault)
        {
            case { Kind: WireTrouble.Silent } or { IsAway: true }:
                return false;
            case { Kind: WireTrouble.Delayed } delayed:
                await Task.Delay(delayed.Delay, cancellationToken);
                return true;
            case { Kind: WireTrouble.Garbage }:
                Spoil(answer.Span);
                return true;
            default:
                return true;
        }
    }

    private static void Spoil(Span<byte> answer)
    {
        foreach (ref var b in answer) b ^= 0x5A;
    }
}
