using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Commissioning;

/// <summary>Runs one test at a time and keeps what it found over a restart.</summary>
internal sealed class TestBench(Site site, Documents documents, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<TestBench> log) : IDisposable
{
    private const string Stored = "commissioning";

    private readonly Lock gate = new();
    private CancellationTokenSource? cancel;
    private RunningTest? running;
    private IReadOnlyList<TestResult>? results;

    public RunningTest? Running
    {
        get
        {
            lock (gate)
                return running;
        }
    }

    public IReadOnlyList<TestResult> Results
    {
        get
        {
            lock (gate)
                return results ??= documents.Find(Stored, CommissioningJson.Default.StoredResults)?.Document.Results ?? [];
        }
    }

    /// <returns>False when another test runs.</returns>
    public bool TryStart(string kind, string subject, Func<TestBench, CancellationToken, Task<IReadOnlyList<TestResult>>> test)
    {
        CancellationToken cancellation;
        lock (gate)
        {
            if (running is not null)
                return false;
            running = new RunningTest(kind, subject, $"{kind}-begins", time.GetUtcNow());
            cancel = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
            cancellation = cancel.Token;
        }
        _ = RunAsync(test, cancellation);
        return true;
    }

    public void Step(string code, double? progress = null)
    {
        lock (gate)
            running = running is null ? null : running with { Step = code, Progress = progress };
    }

    public void Cancel()
    {
        lock (gate)
            cancel?.Cancel();
    }

    public void Forget() => Keep(_ => []);

    public void Dispose() => cancel?.Dispose();

    private async Task RunAsync(Func<TestBench, CancellationToken, Task<IReadOnlyList<TestResult>>> test, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            var found = await test(this, cancellation);
            Keep(before => [.. before.Where(old => !found.Any(fresh => fresh.Kind == old.Kind && fresh.SubjectId == old.SubjectId)), .. found]);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("The test was cancelled");
        }
        catch (Exception fault)
        {
            log.LogError(fault, "The test ended without a result");
        }
        finally
        {
            site.Test.Clear();
            lock (gate)
            {
                running = null;
                cancel?.Dispose();
                cancel = null;
            }
        }
    }

    private void Keep(Func<IReadOnlyList<TestResult>, IReadOnlyList<TestResult>> change)
    {
        lock (gate)
        {
            results = change(Results);
            documents.Put(Stored, new StoredResults(results), time.GetUtcNow(), CommissioningJson.Default.StoredResults);
        }
    }
}
