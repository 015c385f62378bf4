using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Commissioning;

/// <summary>Runs one test at a time and keeps what it found over a restart.</summary>
internal sealed class TestBench(
    Site site, Documents documents, Journal journal, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<TestBench> log) : IDisposable
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

    /// <param name="by">The account that starts it.</param>
    /// <returns>False when another test runs.</returns>
    public bool TryStart(string kind, string subject, string by, Func<TestBench, CancellationToken, Task<IReadOnlyList<TestResult>>> test)
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
        journal.AddOf(by, "commissioning.begun", $"Began the test {kind} {subject}".TrimEnd() + ".", kind, subject);
        _ = RunAsync(kind, subject, by, test, cancellation);
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

    private async Task RunAsync(string kind, string subject, string by, Func<TestBench, CancellationToken, Task<IReadOnlyList<TestResult>>> test, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            var found = await test(this, cancellation);
            foreach (var result in found)
                journal.AddOf(by, "commissioning.ended", $"The test {kind} of {result.Subject}: {Word(result.Verdict)} ({result.Code}).", kind, result.Subject, Word(result.Verdict));
            Keep(before => [.. before.Where(old => !found.Any(fresh => fresh.Kind == old.Kind && fresh.SubjectId == old.SubjectId)), .. found]);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("The test was cancelled");
            journal.AddOf(by, "commissioning.cancelled", $"The test {kind} {subject}".TrimEnd() + " was cancelled.", kind, subject);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "The test ended without a result");
            journal.AddOf(by, "commissioning.failed", $"The test {kind} {subject}".TrimEnd() + $" ended without a result: {fault.Message}", kind, subject);
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

    private static string Word(Verdict verdict) => verdict switch { Verdict.Passed => "passed", Verdict.Failed => "failed", _ => "unclear" };

    private void Keep(Func<IReadOnlyList<TestResult>, IReadOnlyList<TestResult>> change)
    {
        lock (gate)
        {
            results = change(Results);
            documents.Put(Stored, new StoredResults(results), time.GetUtcNow(), CommissioningJson.Default.StoredResults);
        }
    }
}
