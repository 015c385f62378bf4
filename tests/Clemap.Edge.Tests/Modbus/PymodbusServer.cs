using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clemap.Edge.Tests.Modbus;

/// <summary>A server that others wrote, as a process: <c>pymodbus_server.py</c>.</summary>
internal sealed class PymodbusServer : IAsyncDisposable
{
    private readonly Process process;

    private PymodbusServer(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    /// <param name="frames"><c>tcp</c>, <c>rtu</c> or <c>ascii</c>.</param>
    /// <param name="content">A file with other registers than the usual ones.</param>
    public static async Task<PymodbusServer> StartAsync(string frames, CancellationToken cancellation, string? content = null)
    {
        int port = FreePort();
        string script = Path.Combine(AppContext.BaseDirectory, "Modbus", "pymodbus_server.py");
        var process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [script, $"{port}", frames, .. content is null ? Array.Empty<string>() : [content]])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        process.ShouldNotBeNull("python3 with python3-pymodbus is needed for this test");
        string? line = await process.StandardOutput.ReadLineAsync(cancellation);
        if (line != "listening")
            throw new InvalidOperationException("pymodbus did not start (Debian: python3-pymodbus): " + await process.StandardError.ReadToEndAsync(cancellation));
        return new PymodbusServer(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
