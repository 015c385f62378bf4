using Clemap.Simulator.Configuration;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Stations.Generated;

/// <summary>A station of any Modbus model on a TCP port, with a client that goes by the facts alone.</summary>
internal sealed class ModelBench : IAsyncDisposable
{
    public const double FallbackA = 7;

    private readonly Bench _bench;
    private RawClient _client;

    private ModelBench(string model, Bench bench, RawClient client) => (Facts, _bench, _client) = (new Facts(model), bench, client);

    public Facts Facts { get; }
    public ChargingPoint Point => _bench.Point;

    public static async Task<ModelBench> StartAsync(string model, bool noCar = false)
    {
        var station = Bench.Station(model) with { Transport = Transport.Tcp, FallbackA = FallbackA, MaximumA = 32 };
        var bench = await Bench.StartAsync(station, noCar: noCar);
        return new ModelBench(model, bench, await bench.ConnectAsync());
    }

    public void After(int seconds) => _bench.After(seconds);

    public Task<byte[]> AskAsync(params byte[] pdu) => _client.AskAsync(Facts.Unit, pdu);

    public Task<byte[]> AskAsync(byte function, int address, int count) =>
        AskAsync(function, (byte)(address >> 8), (byte)address, (byte)(count >> 8), (byte)count);

    /// <returns>The bytes of a register, by the first of its reading functions.</returns>
    public async Task<byte[]> BytesAsync(FactRegister register)
    {
        var answer = await AskAsync(register.ReadFunction!.Value, register.Address, register.Words);
        answer[0].ShouldBe(register.ReadFunction.Value, $"{register.Name}: exception {answer[1]}");
        return answer[2..];
    }

    public async Task<double> RawAsync(string name) => Facts[name].Decode(await BytesAsync(Facts[name]));

    /// <returns>The exception code; 0 when the value was taken.</returns>
    public async Task<byte> WriteRawAsync(string name, double raw)
    {
        var register = Facts[name];
        var (high, low) = ((byte)(register.Address >> 8), (byte)register.Address);
        byte[] answer;
        if (register.Functions.Contains((byte)5)) answer = await AskAsync(5, high, low, raw == 0 ? (byte)0 : (byte)0xFF, 0);
        else if (register.Functions.Contains((byte)6)) answer = await AskAsync([6, high, low, .. register.Encode(raw)]);
        else answer = await AskAsync([16, high, low, 0, (byte)register.Words, (byte)(2 * register.Words), .. register.Encode(raw)]);
        return answer[0] >= 0x80 ? answer[1] : (byte)0;
    }

    public async Task WriteAsync(string name, double raw) => (await WriteRawAsync(name, raw)).ShouldBe((byte)0, $"{name} = {raw}");

    /// <summary>As a controller would, in the unit of the model.</summary>
    public async Task LimitAsync(double ampere)
    {
        if (Facts.Find("emsEnable") is not null) await WriteAsync("emsEnable", 0x8000);
        if (Facts.Find("currentLimit") is { } limit) await WriteAsync("currentLimit", ampere / limit.Scale);
        else if (Facts.Find("dutyCycle") is { } duty) await WriteAsync("dutyCycle", ampere / duty.Scale);
        else if (Facts.Find("powerLimit") is { } power) await WriteAsync("powerLimit", ampere * Point.VoltageV.Sum / power.Scale);
        else foreach (var phase in new[] { "L1", "L2", "L3" }) await WriteAsync("currentLimit" + phase, ampere / Facts["currentLimit" + phase].Scale);
    }

    /// <summary>Sets the sign of life, where the model has one.</summary>
    public async Task LiveAsync()
    {
        if (Facts.Find("heartbeat") is { } register) await WriteAsync("heartbeat", register.Address == 3328 ? 0x55AA : 1);
    }

    public void Disconnect() => _client.Dispose();

    public async Task ReconnectAsync() => _client = await _bench.ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bench.DisposeAsync();
    }
}
