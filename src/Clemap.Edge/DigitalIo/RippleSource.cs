using Clemap.Edge.ControlLoop;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.DigitalIo;

internal sealed record ContactSample(bool Closed);

/// <summary>The contact of the grid operator's ripple-control receiver. Contacts bounce: a position counts when it was the same several times in a row.</summary>
internal sealed class RippleSource(IDigitalInput input, TimeProvider time, ILogger log) : Source<ContactSample>("Ripple control input", time, log), IDisposable
{
    private const int InARow = 4;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Not known when it could not be read for 5 s, which counts as active.</summary>
    public ContactReading Contact =>
        Latest is var (sample, age) && age <= Silence ? sample.Closed ? ContactReading.Closed : ContactReading.Open : ContactReading.Unknown;

    public void Dispose() => (input as IDisposable)?.Dispose();

    protected override async Task<ContactSample> ReadAsync(CancellationToken cancellation)
    {
        bool closed = await input.IsClosedAsync(cancellation);
        for (int same = 1; same < InARow; same++)
        {
            await Task.Delay(Between, Time, cancellation);
            if (await input.IsClosedAsync(cancellation) == closed)
                continue;
            (closed, same) = (!closed, 0);
        }

        Report(null);
        return new ContactSample(closed);
    }
}
