using System.ComponentModel;

namespace Clemap.Simulator.Serial;

/// <summary>A bus on a pseudo-terminal, with a link of a lasting name to it.</summary>
internal sealed class TerminalServer : IAsyncDisposable
{
    private readonly PseudoTerminal _terminal;
    private readonly string _link;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="link">Where the controller finds it; a link that an earlier run left is replaced.</param>
    /// <exception cref="UserErrorException">The system gives no terminal, or the link cannot be made.</exception>
    public TerminalServer(string link, SerialBus bus)
    {
        _link = link;
        try
        {
            _terminal = PseudoTerminal.Open();
        }
        catch (Win32Exception e)
        {
            throw new UserErrorException($"No pseudo-terminal for {link}: {e.Message}.", e);
        }

        try
        {
            if (new FileInfo(link).LinkTarget is not null) File.Delete(link);
            File.CreateSymbolicLink(link, _terminal.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _terminal.Dispose();
            throw new UserErrorException($"The serial path {link} cannot be made: {e.Message}", e);
        }

        bus.Connected(1);
        _serving = ServeAsync(bus);
    }

    public string TerminalPath => _terminal.Path;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _terminal.Dispose();
        File.Delete(_link);
        _stop.Dispose();
    }

    private async Task ServeAsync(SerialBus bus)
    {
        try
        {
            await bus.ServeAsync(_terminal.Line, TimeProvider.System, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The simulator stops.
        }
    }
}
