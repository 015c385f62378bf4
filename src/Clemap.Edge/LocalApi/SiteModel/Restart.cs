namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>
/// A new configuration takes effect as after a power cut, only quicker: the whole controller is taken down in order and built anew, in the same
/// process. So there is one way in which a configuration comes into force, and it is tested with each start.
/// </summary>
internal sealed class Restart(IHostApplicationLifetime lifetime)
{
    public bool IsRequested { get; private set; }

    public Task RequestAsync()
    {
        IsRequested = true;
        lifetime.StopApplication();
        return Task.CompletedTask;
    }
}
