using System.Net;
using System.Net.Sockets;

namespace Clemap.Demo;

/// <param name="Port">Of the portal.</param>
/// <param name="Folder">Absolute.</param>
/// <param name="Temporary">The folder is this run's own and goes when all held.</param>
internal sealed record DemoOptions(int Port, string Folder, bool Temporary, bool Fresh, bool Check, bool Stay, string? FiguresFile, string Programs)
{
    private const int DefaultPort = 8080;

    public string Address => $"http://127.0.0.1:{Port}";

    public static DemoOptions From(int? port, string? data, bool fresh, bool check, bool stay, string? figures, string programs)
    {
        if (port is < 1 or > 65535)
            throw new DemoException($"--port {port} is not a port: take one from 1 to 65535.");
        var temporary = check && data is null;
        var folder = temporary
            ? Path.Combine(Path.GetTempPath(), $"clemap-check-{Environment.ProcessId}")
            : Path.GetFullPath(data ?? ".data");
        var chosen = port ?? (check ? Ports.Free() : DefaultPort);
        return new DemoOptions(chosen, folder, temporary, fresh, check, stay, figures is null ? null : Path.GetFullPath(figures), Path.GetFullPath(programs));
    }
}

internal static class Ports
{
    public static int Free() => Free(1)[0];

    /// <summary>Different ports that nobody listens on now.</summary>
    public static IReadOnlyList<int> Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    public static void MustBeFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new DemoException($"Port {port} may not be opened by this user: choose one above 1023 with --port.", failure);
        }
        catch (SocketException failure)
        {
            throw new DemoException($"Port {port} is in use by another program: choose another one with --port.", failure);
        }
    }
}
