using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>A serial device whose other end is a socket: what a program writes to <see cref="Device"/> goes out there, and back.</summary>
internal sealed partial class PseudoTerminal : IAsyncDisposable
{
    private readonly FileStream master;
    private readonly TcpClient server;
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] pumps;
    private readonly int slave;

    private PseudoTerminal(int master, int slave, string device, TcpClient server)
    {
        (this.slave, Device, this.server) = (slave, device, server);
        this.master = new FileStream(new SafeFileHandle(master, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        var stream = server.GetStream();
        pumps = [PumpAsync(this.master, stream), PumpAsync(stream, this.master)];
    }

    public string Device { get; }

    public static async Task<PseudoTerminal> ConnectAsync(int port, CancellationToken cancellation)
    {
        var name = new byte[128];
        if (OpenPty(out int master, out int slave, name, IntPtr.Zero, IntPtr.Zero) != 0)
            throw new IOException("openpty failed: " + Marshal.GetLastPInvokeErrorMessage());
        var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync("127.0.0.1", port, cancellation);
        return new PseudoTerminal(master, slave, Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0)), server);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        server.Dispose();
        _ = Close(slave); // wakes the read of the master
        await Task.WhenAll(pumps);
        await master.DisposeAsync();
        stop.Dispose();
    }

    private async Task PumpAsync(Stream from, Stream to)
    {
        var buffer = new byte[512];
        try
        {
            for (int got; (got = await from.ReadAsync(buffer, stop.Token)) > 0;)
                await to.WriteAsync(buffer.AsMemory(0, got), stop.Token);
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "openpty", SetLastError = true)]
    private static partial int OpenPty(out int master, out int slave, [Out] byte[] name, IntPtr settings, IntPtr size);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
