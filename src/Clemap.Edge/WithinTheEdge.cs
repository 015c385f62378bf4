namespace Clemap.Edge;

/// <summary>Of a server beside the main one: signals to the process are for the edge, which stops this server in its turn.</summary>
internal sealed class WithinTheEdge : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
