using System.Net;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Keba;

namespace Clemap.Edge.Stations;

/// <summary>The ways to the devices of a site; each is opened when it is needed first.</summary>
internal sealed class Wires(TimeProvider time, ModbusTiming timing, TimeSpan httpTimeout) : IAsyncDisposable
{
    public ModbusConnections Modbus { get; } = new(time, timing);

    public HttpClient Http { get; } = new() { Timeout = httpTimeout, MaxResponseContentBufferSize = 1 << 20 };

    public KebaLine Keba { get; } = new(new IPEndPoint(IPAddress.Any, KebaLine.UsualPort));

    public GpioOutputs Gpio { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await Modbus.DisposeAsync();
        await Keba.DisposeAsync();
        Gpio.Dispose();
        Http.Dispose();
    }
}
