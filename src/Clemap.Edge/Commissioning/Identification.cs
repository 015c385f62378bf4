using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// What stands behind an open door: each driver tries to read it at its usual unit, and the values must make sense. Nothing is written. A device that
/// refuses another's registers is no riddle; one that answers all is told with all that fit.
/// </summary>
internal sealed class Identification(StationModels models, TimeProvider time)
{
    private const int HttpPort = 80;
    private const int ModbusPort = 502;
    private const string Unknown = "unknown";

    private static readonly ModbusTiming Timing = new() { Answer = TimeSpan.FromMilliseconds(800), FirstRetry = TimeSpan.FromMilliseconds(1) };

    private static readonly ReadsDefinition Nothing = new();

    // Those with the most particular registers first.
    private static readonly string[] Preference = ["alfen-ng9xx", "webasto-next", "keba-p30", "evtec-bidipro"];

    public async Task<FoundDevice> OfAsync(string address, int port, CancellationToken cancellation)
    {
        var (device, hasSilence) = await LookAsync(address, port, cancellation);
        // One slow moment, and every model behind it was passed over: a device that gave no answer in time is asked once more.
        return device.Kind == Unknown && hasSilence ? (await LookAsync(address, port, cancellation)).Device : device;
    }

    private async Task<(FoundDevice Device, bool HasSilence)> LookAsync(string address, int port, CancellationToken cancellation)
    {
        await using var wires = new Wires(time, Timing, httpTimeout: TimeSpan.FromSeconds(2));
        // Another controller shows a meter too.
        if (port != HttpPort && (await ReadAsync(Guess(CodedModels.Member, address, port), wires, cancellation)).Sample is not null)
            return (Found("station", [(CodedModels.Member, true)]), false);
        // The voltages of a meter are a strong sign; a station that is idle shows little but zeros, which many devices do.
        if (port != HttpPort && await MetersAsync(address, port, wires.Modbus, cancellation) is { Count: > 0 } meters)
            return (Found("meter", [.. meters.Select(model => (model, true))]), false);
        var fits = new List<(string Model, bool IsClear)>();
        string? state = null;
        var silentUnits = new HashSet<byte>();
        bool hasSilence = false;
        foreach (string model in Candidates(port))
        {
            byte? unit = models.Definition(model)?.Connection.Unit;
            if (unit is { } known && silentUnits.Contains(known))
                continue;
            var (sample, isSilent) = await ReadAsync(Guess(model, address, port), wires, cancellation);
            hasSilence |= isSilent;
            if (isSilent && unit is { } silent)
                silentUnits.Add(silent);
            if (sample is null)
                continue;
            fits.Add((model, IsClear(sample)));
            state ??= JsonNamingPolicy.KebabCaseLower.ConvertName(sample.State.ToString());
        }
        return (Found(fits.Count > 0 ? "station" : Unknown, fits, state), hasSilence);

        FoundDevice Found(string kind, IReadOnlyList<(string Model, bool IsClear)> models, string? state = null)
        {
            List<FittingModel> ordered = [.. models.OrderByDescending(fit => fit.IsClear).Select(fit => new FittingModel(fit.Model, fit.IsClear ? "clear" : "faint"))];
            return new FoundDevice(address, port, kind, [.. ordered.Select(fit => fit.Model)], null, state, ordered);
        }
    }

    // Zeros stand in most registers of most devices.
    private static bool IsClear(StationSample sample) => sample.VoltageV.Dominant > 180 || sample.ImportWh > 0;

    // A Modbus device says nothing to HTTP, and the other way round. Whatever stands there would fit a model that is not read at all.
    private IEnumerable<string> Candidates(int port) => Preference
        .Concat(models.All.Where(model => model.Protocol == "http" || model.Protocol.StartsWith("modbus", StringComparison.Ordinal)).Select(model => model.Id))
        .Distinct()
        .Where(model => !StationModels.IsSwitched(model) && !StationModels.IsMember(model))
        .Where(model => models.Definition(model) is { } definition
            ? port != HttpPort && definition.Connection.Transports.Contains(ModbusTransport.Tcp) && definition.Reads != Nothing
            : port != ModbusPort);

    private async Task<(StationSample? Sample, bool IsSilent)> ReadAsync(StationConfiguration guess, Wires wires, CancellationToken cancellation)
    {
        try
        {
            var driver = models.Create(guess, wires, new SupplyVoltage(), false, time);
            var sample = await driver.ReadAsync(cancellation);
            return (MakesSense(sample) ? sample : null, false);
        }
        catch (Exception failure) when (DeviceFailure.Is(failure) && !cancellation.IsCancellationRequested)
        {
            return (null, failure is ModbusException { Fault: ModbusFault.Timeout } or OperationCanceledException);
        }
    }

    private async Task<IReadOnlyList<string>> MetersAsync(string address, int port, ModbusConnections connections, CancellationToken cancellation)
    {
        var fits = new List<string>();
        foreach (string model in MeterModels.Wired)
        {
            if (await IsMeterAsync(model, address, port, connections, cancellation))
                fits.Add(model);
        }
        return fits;
    }

    private async Task<bool> IsMeterAsync(string model, string address, int port, ModbusConnections connections, CancellationToken cancellation)
    {
        try
        {
            var sample = await MeterModels.Create(model, address, port, 1, connections, time).ReadAsync(cancellation);
            return sample.VoltageV.L1 is > 180 and < 280 && sample.CurrentA.L1 is > -10_000 and < 10_000;
        }
        catch (Exception failure) when (DeviceFailure.Is(failure) && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool MakesSense(StationSample sample) =>
        sample.State != StationState.NotInOperation
        && Enumerable.Range(0, 3).All(phase => sample.VoltageV[phase] is null or (>= 0 and < 1) or (> 180 and < 280))
        && Enumerable.Range(0, 3).All(phase => sample.CurrentA[phase] is null or (> -100 and < 100))
        && sample.ImportWh is null or >= 0;

    private static StationConfiguration Guess(string model, string address, int port) => new()
    {
        Id = Guid.Empty,
        Name = model,
        CircuitId = Guid.Empty,
        Model = model,
        Host = address,
        Port = port,
        Transport = ModbusTransport.Tcp, // also where a serial bus is what it has by nature
        Phases = 3,
        Rotation = "123",
        MinimumA = 6,
        MaximumA = 16,
        FallbackA = 6,
    };
}
