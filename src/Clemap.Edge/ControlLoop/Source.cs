namespace Clemap.Edge.ControlLoop;

/// <summary>
/// A device that is polled. A poll that hangs stays the only one of its device, and only its own value grows old; the cycle goes on without it.
/// </summary>
internal abstract class Source<TSample>(string name, TimeProvider time, ILogger log)
    where TSample : class
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private TSample? latest;
    private long latestAt;
    private DeviceProblem? problem;

    public string Name { get; } = name;

    protected TimeProvider Time { get; } = time;

    /// <summary>How it is reached, for whoever looks for it.</summary>
    protected virtual string Where => Name;

    /// <summary>The last sample, with its age by a clock that never steps.</summary>
    public (TSample Sample, TimeSpan Age)? Latest
    {
        get
        {
            lock (gate)
                return latest is null ? null : (latest, Time.GetElapsedTime(latestAt));
        }
    }

    /// <summary>What is wrong now, in one English sentence; <see langword="null"/> when all is well.</summary>
    public string? Problem => Trouble?.Text;

    /// <summary>The same with its code.</summary>
    public DeviceProblem? Trouble
    {
        get
        {
            lock (gate)
                return problem;
        }
    }

    /// <summary>Starts a poll; when the last one still hangs, the cycle does not wait for it a second time.</summary>
    public Task PollAsync(CancellationToken cancellation)
    {
        lock (gate)
            return running.IsCompleted ? running = OnceAsync(cancellation) : Task.CompletedTask;
    }

    protected abstract Task<TSample> ReadAsync(CancellationToken cancellation);

    protected void Report(DeviceProblem? now)
    {
        DeviceProblem? before;
        lock (gate)
            (before, problem) = (problem, now);
        if (before is null == now is null)
            return; // one line when it falls ill and one when it is well again; the text in between is on the local view
        if (now is null)
            log.LogInformation("{Device} is well again", Name);
        else
            log.LogWarning("{Device}: {Problem}", Name, now.Text);
    }

    private async Task OnceAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            var sample = await ReadAsync(cancellation);
            lock (gate)
                (latest, latestAt) = (sample, Time.GetTimestamp());
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (DeviceFailure.Is(failure))
        {
            Report(DeviceProblem.Of(failure, Where));
        }
    }
}
