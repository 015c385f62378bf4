using Clemap.Telemetry.Ingestion;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Telemetry.Tests.Ingestion;

/// <summary>Devices that come back with history, twenty of which are let in a second.</summary>
public sealed class AbsenceTests
{
    private const int Room = 20;

    private readonly FakeTimeProvider time = new();
    private readonly Absence absence;

    public AbsenceTests() => absence = new(time);

    [Fact]
    public void Few_come_back_soon_and_not_together()
    {
        var waits = Enumerable.Range(0, 200).Select(_ => absence.SentAwayS()).ToList();

        waits.Min().ShouldBeGreaterThanOrEqualTo(1);
        waits.Max().ShouldBeLessThanOrEqualTo(5);
        waits.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Of_thousands_few_ask_in_vain_and_the_room_is_always_full()
    {
        var asked = Storm(devices: 3_000, batchesEach: 4);

        // After they have spread: a few for each that is let in, and nearly nobody's room is left empty while there are thousands.
        asked[60..200].Average().ShouldBeLessThan(5 * Room);
        asked[60..400].Count(count => count < Room).ShouldBeLessThan(10);
        asked.Count.ShouldBeLessThan((int)(1.3 * 3_000 * 4 / Room));
    }

    [Fact]
    public void After_the_storm_nobody_is_told_to_stay_away_for_long()
    {
        _ = Storm(devices: 3_000, batchesEach: 2);
        for (var second = 0; second < 15; second++)
        {
            absence.LetIn();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        absence.LetIn();
        absence.SentAwayS().ShouldBeLessThanOrEqualTo(5);
    }

    /// <returns>How many asked in each second until all was sent.</returns>
    private List<int> Storm(int devices, int batchesEach)
    {
        var left = Enumerable.Repeat(batchesEach, devices).ToArray();
        var due = new int[devices];
        var asked = new List<int>();
        for (var second = 0; left.Any(batches => batches > 0); second++)
        {
            var asking = Enumerable.Range(0, devices).Where(device => left[device] > 0 && due[device] <= second).ToArray();
            Random.Shared.Shuffle(asking);
            asked.Add(asking.Length);
            foreach (var (place, device) in asking.Index())
            {
                if (place < Room)
                {
                    absence.LetIn();
                    left[device]--;
                    due[device] = second + 1;
                }
                else
                {
                    due[device] = second + absence.SentAwayS();
                }
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        return asked;
    }
}
