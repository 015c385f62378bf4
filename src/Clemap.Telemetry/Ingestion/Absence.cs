namespace Clemap.Telemetry.Ingestion;

/// <summary>
/// How long those stay away who are sent away with history: the longer the more of them come, so that a few times as many ask as are let in. A storm of thousands of devices would else
/// spend on questions what is needed for answers.
/// </summary>
internal sealed class Absence(TimeProvider time)
{
    private const double ShortestS = 3;
    private const double LongestS = 60;

    private const double Step = 1.5;

    // Of those who asked within a second, sent away for each that was let in.
    private const int TooMany = 4;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private long since = time.GetTimestamp();
    private double meanS = ShortestS;
    private int letIn;
    private int sentAway;

    public void LetIn()
    {
        lock (gate)
        {
            Adapt();
            letIn++;
        }
    }

    /// <returns>Whole seconds, spread by half on either side, so that those who were sent away do not come back together.</returns>
    public int SentAwayS()
    {
        lock (gate)
        {
            Adapt();
            sentAway++;
            return (int)Math.Round(meanS * (0.5 + Random.Shared.NextDouble()));
        }
    }

    private void Adapt()
    {
        if (time.GetElapsedTime(since) < Look)
            return;
        meanS = Math.Clamp(sentAway > TooMany * letIn ? meanS * Step : sentAway < letIn ? meanS / Step : meanS, ShortestS, LongestS);
        (since, letIn, sentAway) = (time.GetTimestamp(), 0, 0);
    }
}
