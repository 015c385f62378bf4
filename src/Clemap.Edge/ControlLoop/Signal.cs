namespace Clemap.Edge.ControlLoop;

/// <summary>Wakes one waiting loop. Setting it twice before the loop looks wakes it once.</summary>
internal sealed class Signal
{
    private TaskCompletionSource raised = New();

    public void Set() => Volatile.Read(ref raised).TrySetResult();

    /// <summary>Returns when it is set, or after <paramref name="longest"/>.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        var current = Volatile.Read(ref raised);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(current.Task, Task.Delay(longest, time, over.Token));
        await over.CancelAsync();
        if (current.Task.IsCompleted)
            Volatile.Write(ref raised, New());
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
