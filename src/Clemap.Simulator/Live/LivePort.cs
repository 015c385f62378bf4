namespace Clemap.Simulator.Live;

/// <summary>A place where stations or meters are reached. It can be closed and opened again, at the same place.</summary>
/// <param name="who">For the message when it cannot be opened.</param>
/// <param name="open">Opens it at a port, 0 of which picks a free one.</param>
internal sealed class LivePort(
    string who, IReadOnlyList<Wire> wires, int port, string? path, Func<int, CancellationToken, Task<(IAsyncDisposable Server, int Port)>> open)
    : IAsyncDisposable
{
    private IAsyncDisposable? _server;

    /// <summary>Where it listens, once it was opened; 0 on a pseudo-terminal.</summary>
    public int Port { get; private set; } = port;

    /// <summary>The link to its pseudo-terminal; absent for a port.</summary>
    public string? Path => path;

    public string Who => who;

    public IReadOnlyList<Wire> Wires => wires;

    /// <exception cref="UserErrorException">It cannot be opened; the sentence names it.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            (_server, Port) = await open(Port, cancellationToken);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException)
        {
            var why = e.InnerException?.InnerException?.Message ?? e.Message;
            throw new UserErrorException($"Port {Port} for {who} cannot be opened: {why}.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;
        await _server.DisposeAsync();
        _server = null;
    }
}
