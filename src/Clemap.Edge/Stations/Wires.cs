using System.Net;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations.Clouds;
using Clemap.Edge.Stations.Keba;

namespace Clemap.Edge.Stations;

/// <summary>The ways to the devices of a site; each is opened when it is needed first.</summary>
/// <param name="clouds">The accounts of the site; none where nothing is reached through a maker's cloud.</param>
internal sealed class Wires(TimeProvider time, ModbusTiming timing, TimeSpan httpTimeout, CloudAccounts? clouds = null) : IAsyncDisposable
{
    public ModbusConnections Modbus { get; } = new(time, timing);

    public HttpClient Http { get; } = new() { Timeout = httpTimeout, MaxResponseContentBufferSize = 1 << 20 };

    public KebaLine Keba { get; } = new(new IPEndPoint(IPAddress.Any, KebaLine.UsualPort));

    public GpioOutputs Gpio { get; } = new();

    public CloudAccounts Clouds { get; } = clouds ?? new CloudAccounts([], null, "", time);

    public async ValueTask DisposeAsync()
    {
        await Modbus.DisposeAsync();
        await Keba.DisposeAsync();
        Gpio.Dispose();
        Http.Dispose();
        Clouds.Dispose();
    }
}
