using System.Text.Json;
using Clemap.Edge.Tests.Modbus;

namespace Clemap.Benchmarks.Edge;

/// <summary>A meter and stations on real sockets for a real edge; vehicles take at once what they are offered.</summary>
internal sealed class WiredGarage : IAsyncDisposable
{
    private const double PerStationA = 10;
    private const double BuildingA = 20;
    private const double MaximumA = 16;

    private const ushort OrderRegister = 5004;
    private const ushort CurrentRegister = 19012;
    private static readonly TimeSpan TrembleEvery = TimeSpan.FromMilliseconds(300);

    private readonly RegisterServer _meter = new();
    private readonly RegisterServer _inputs = new();
    private readonly RegisterServer[] _stations;
    private readonly Lock _registers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _trembling;
    private double _baseA;

    public WiredGarage(int stations)
    {
        RatingA = BuildingA + (PerStationA * stations);
        _baseA = QuietA;
        _stations = [.. Enumerable.Range(0, stations).Select(_ => NewStation())];
        for (ushort address = 19000; address < 19078; address += 2)
            _meter.SetFloat(address, 0);
        _meter.Reading = (first, count) =>
        {
            if (first <= CurrentRegister && CurrentRegister < first + count)
                Sampled?.Invoke();
        };
        ShowFlow();
        _trembling = TrembleAsync();
    }

    /// <summary>Called when the edge reads the currents of the meter.</summary>
    public Action? Sampled { get; set; }

    /// <summary>Called when an order has come over the wire.</summary>
    public Action? Ordered { get; set; }

    /// <summary>The contact of the grid operator's receiver; closed leaves charging what it has when the building is loud.</summary>
    public bool Reduced
    {
        set => _inputs.Inputs[0] = value;
    }

    public double RatingA { get; }

    /// <summary>With so much in the building, charging may take nearly all it wants.</summary>
    public const double QuietA = BuildingA / 2;

    /// <summary>With so much, charging must go down, and nobody has to be paused.</summary>
    public double LoudA => RatingA - (8 * _stations.Length);

    /// <summary>From so much on, it is well above that.</summary>
    public double RaisedA => 9.4 * _stations.Length;

    public double OrdersA => _stations.Sum(station => station.Get(OrderRegister));

    public double BaseA
    {
        get => _baseA;
        set
        {
            _baseA = value;
            ShowFlow();
        }
    }

    /// <summary>What an electrician would write for this garage, with a folder for the edge's own data.</summary>
    public string Configuration(string dataFolder) => JsonSerializer.Serialize(new
    {
        serial = "CL-080-000001",
        dataDir = dataFolder,
        localPort = 0,
        baseLoadA = BuildingA,
        gridOperator = new { ripple = new { contact = "normally-open", modbus = new { host = "127.0.0.1", port = _inputs.Port, unit = 1, input = 0 }, leavesA = RatingA - LoudA } },
        circuits = new[] { new { id = Id(0x10), name = "Grid connection", ratingA = RatingA, meterId = Id(0x20) } },
        meters = new[] { new { id = Id(0x20), name = "Grid meter", kind = "grid", model = "janitza-umg", host = "127.0.0.1", port = _meter.Port, unit = 1 } },
        stations = _stations.Select((station, i) => new
        {
            id = Id(0xA0 + i),
            name = $"S{i}",
            circuitId = Id(0x10),
            model = "webasto-next",
            host = "127.0.0.1",
            port = station.Port,
            unit = 255,
            phases = 3,
            rotation = "123",
            minimumA = 6,
            maximumA = MaximumA,
            fallbackA = 6,
        }),
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _trembling;
        await _meter.DisposeAsync();
        await _inputs.DisposeAsync();
        foreach (var station in _stations)
            await station.DisposeAsync();
        _stop.Dispose();
    }

    private static Guid Id(int number) => new(0x01900000, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)number);

    private RegisterServer NewStation()
    {
        var station = new RegisterServer();
        station.Set(1000, 3);
        foreach (ushort address in (ushort[])[1008, 1010, 1012, OrderRegister])
            station.Set(address, 0);
        foreach (ushort address in (ushort[])[1024, 1028, 1032, 1036])
            station.SetUInt32(address, 0);
        station.SetText(1600, 10, "");
        station.Written = write =>
        {
            if (write.Address != OrderRegister)
                return;
            foreach (ushort address in (ushort[])[1008, 1010, 1012])
                station.Set(address, (ushort)(write.Words[0] * 1000));
            ShowFlow();
            Ordered?.Invoke();
        };
        return station;
    }

    // A meter that stands still for a minute is not believed.
    private async Task TrembleAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            ShowFlow();
            await Task.Delay(TrembleEvery, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void ShowFlow()
    {
        lock (_registers)
        {
            var flowA = _baseA + (0.1 * Random.Shared.NextDouble()) + (_stations is null ? 0 : OrdersA);
            foreach (ushort address in (ushort[])[CurrentRegister, CurrentRegister + 2, CurrentRegister + 4])
                _meter.SetFloat(address, flowA);
            foreach (ushort address in (ushort[])[19000, 19002, 19004])
                _meter.SetFloat(address, 230);
            foreach (ushort address in (ushort[])[19020, 19022, 19024])
                _meter.SetFloat(address, 1);
        }
    }
}
