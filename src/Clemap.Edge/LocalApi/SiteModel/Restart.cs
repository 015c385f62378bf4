namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>
/// A new configuration takes effect as after a power cut, only quicker: the whole controller is taken down in order and built anew, in the same
/// process. So there is one way in which a configuration comes into force, and it is tested with each start. Who has come before is answered before.
/// </summary>
internal sealed class Restart(IHostApplicationLifetime lifetime, Arrivals arrivals)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public bool IsRequested { get; private set; }

    /// <summary>Returns at once: the answer that asks for it must not wait for the others.</summary>
    public Task RequestAsync()
    {
        IsRequested = true;
        _ = EndAsync();
        return Task.CompletedTask;
    }

    private async Task EndAsync()
    {
        await arrivals.UntilQuietAsync(LongestWait);
        lifetime.StopApplication();
    }
}
