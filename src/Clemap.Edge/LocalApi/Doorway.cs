using System.Globalization;
using System.Net.Sockets;
using Clemap.Edge.CloudLink;

namespace Clemap.Edge.LocalApi;

/// <summary>
/// A port through which others reach the controller. One that another program has, or whose address is not there yet, holds up nothing: an alarm says so,
/// and it is tried again until it opens.
/// </summary>
/// <param name="alarm">One of <see cref="Alarms"/>; its sentence names port and address.</param>
/// <param name="open">Opens it. Called again after an <see cref="IOException"/> or a <see cref="SocketException"/>; every other failure is passed on.</param>
internal sealed class Doorway(string alarm, string address, int port, Func<CancellationToken, Task> open, Alarms alarms, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly string[] Codes =
        [Alarms.OcppClosed, Alarms.BuildingModbusClosed, Alarms.BuildingRestClosed, Alarms.DashboardClosed, Alarms.LocalClosed];

    private readonly Backoff pauses = new(FirstPause, LongestPause);
    private Exception? closed;

    /// <summary>Whether the alarm is that such a port is closed.</summary>
    public static bool IsClosed(Alarm alarm) => Codes.Contains(alarm.Code);

    public async Task<bool> TryAsync(CancellationToken cancellation)
    {
        try
        {
            await open(cancellation);
            closed = null;
            alarms.Set(alarm, null);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            closed = failure;
            string number = port.ToString(CultureInfo.InvariantCulture);
            alarms.Set(alarm, $"Port {number} at {address} cannot be opened: {failure.Message}", number, address);
        }
        return closed is null;
    }

    /// <summary>Returns at once when the last try opened it.</summary>
    public async Task UntilOpenAsync(CancellationToken cancellation)
    {
        while (closed is { } failure)
        {
            await Task.Delay(pauses.After(failure), time, cancellation);
            await TryAsync(cancellation);
        }
        pauses.Reset();
    }
}
