using System.Net;
using System.Net.Sockets;
using Clemap.Edge.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Clemap.Edge.LocalApi;

/// <summary>
/// The sockets of the dashboard and of the loopback port, each behind a <see cref="Doorway"/>. The web server believes that it listens, and gets its first
/// connection when the port could be opened.
/// </summary>
internal sealed class PatientSockets(
    EdgeConfiguration configuration, Alarms alarms, TimeProvider time, IOptions<SocketTransportOptions> options, ILoggerFactory logs) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory sockets = new(options, logs);

    /// <exception cref="NotSupportedException">The machine has no such kind of address; the web server then takes the other kind.</exception>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var wanted = (IPEndPoint)endpoint;
        var listener = new PatientListener(wanted, sockets, AlarmOf(wanted), alarms, time);
        await listener.TryAsync(cancellationToken);
        return listener;
    }

    private string AlarmOf(IPEndPoint endpoint) =>
        configuration.Local is { } local && endpoint.Port == local.HttpsPort ? Alarms.DashboardClosed : Alarms.LocalClosed;

    private sealed class PatientListener : IConnectionListener
    {
        private readonly CancellationTokenSource stop = new();
        private readonly IPEndPoint wanted;
        private readonly SocketTransportFactory sockets;
        private readonly Doorway doorway;
        private IConnectionListener? open;

        public PatientListener(IPEndPoint wanted, SocketTransportFactory sockets, string alarm, Alarms alarms, TimeProvider time)
        {
            (this.wanted, this.sockets) = (wanted, sockets);
            doorway = new Doorway(alarm, wanted.Address.ToString(), wanted.Port, OpenAsync, alarms, time);
        }

        public EndPoint EndPoint => open?.EndPoint ?? wanted;

        public Task<bool> TryAsync(CancellationToken cancellation) => doorway.TryAsync(cancellation);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await doorway.UntilOpenAsync(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return null;
            }
            return stop.IsCancellationRequested ? null : await open!.AcceptAsync(cancellationToken);
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await stop.CancelAsync();
            if (open is not null)
                await open.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            if (open is not null)
                await open.DisposeAsync();
            stop.Dispose();
        }

        private async Task OpenAsync(CancellationToken cancellation)
        {
            try
            {
                open = await sockets.BindAsync(wanted, cancellation);
            }
            catch (AddressInUseException taken)
            {
                throw new IOException(taken.Message, taken);
            }
            catch (SocketException failure) when (wanted.Address.Equals(IPAddress.IPv6Any))
            {
                throw new NotSupportedException(failure.Message, failure); // no IPv6 here
            }
        }
    }
}
