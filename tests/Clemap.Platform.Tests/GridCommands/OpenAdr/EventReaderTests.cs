using System.Globalization;
using System.Text.Json;
using Clemap.Platform.GridCommands.OpenAdr;

namespace Clemap.Platform.Tests.GridCommands.OpenAdr;

/// <summary>What is made of an event. Time is 2 December 2026, 12:00 UTC.</summary>
public sealed class EventReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Connection = Guid.Parse("01900000-0000-7000-8000-0000000000c1");
    private static readonly Guid House = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly Guid Garage = Guid.Parse("01900000-0000-7000-8000-000000000002");

    public static TheoryData<string, string, string> Times() => new()
    {
        // What an event says, and when which limit holds, in kW.
        { "one interval, its time from the event", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1] """, "13:00-14:00 1" },
        { "two follow each other", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1,I2] """, "13:00-14:00 1, 14:00-15:00 2" },
        { "with an offset", """ "intervalPeriod":{"start":"2026-12-02T14:00:00+01:00","duration":"PT30M"},"intervals":[I1] """, "13:00-13:30 1" },
        { "one has its own duration", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1,{"id":2,"intervalPeriod":{"duration":"PT2H"},PAY2},I3] """, "13:00-14:00 1, 14:00-16:00 2, 16:00-17:00 3" },
        { "each has its own time, with a gap", """ "intervals":[{"id":1,"intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},PAY1},{"id":2,"intervalPeriod":{"start":"2026-12-02T20:00:00Z","duration":"PT1H"},PAY2}] """, "13:00-14:00 1, 20:00-21:00 2" },
        { "after the one before, said by the year 1", """ "intervals":[{"id":1,"intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},PAY1},{"id":2,"intervalPeriod":{"start":"0001-01-01","duration":"PT1H"},PAY2}] """, "13:00-14:00 1, 14:00-15:00 2" },
        { "what is over is passed over, and what goes on goes on", """ "intervalPeriod":{"start":"2026-12-02T10:30:00Z","duration":"PT1H"},"intervals":[I1,I2] """, "11:30-12:30 2" },
        { "now is when it was changed last", """ "modificationDateTime":"2026-12-02T11:50:00Z","intervalPeriod":{"start":"0001-01-01T00:00:00","duration":"PT1H"},"intervals":[I1] """, "11:50-12:50 1" },
        { "or made", """ "createdDateTime":"2026-12-02T11:45:00Z","intervalPeriod":{"start":"0001-01-01","duration":"PT1H"},"intervals":[I1] """, "11:45-12:45 1" },
        { "now, by nobody knows when", """ "createdDateTime":"17:15:16x","intervalPeriod":{"start":"0001-01-01","duration":"PT1H"},"intervals":[I1] """, "no-start" },
        { "called off", """ "createdDateTime":"2026-12-02T11:45:00Z","intervalPeriod":{"start":"0001-01-01","duration":"PT0S"},"intervals":[I1] """, "" },
        { "the duration of the event cuts off", """ "duration":"PT90M","intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1,I2] """, "13:00-14:00 1, 14:00-14:30 2" },
        { "or has one alone go on", """ "duration":"PT5H","intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1] """, "13:00-18:00 1" },
        { "several would begin anew", """ "duration":"P1D","intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1,I2] """, "repeats" },
        { "for ever: today and tomorrow", """ "createdDateTime":"2026-12-02T11:45:00Z","intervalPeriod":{"start":"0001-01-01","duration":"P9999Y"},"intervals":[I1] """, "11:45-24:00 1, 24:00-48:00 1" },
        { "ten days, begun: today and tomorrow", """ "intervalPeriod":{"start":"2026-11-29T06:00:00Z","duration":"P10D"},"intervals":[I1] """, "00:00-24:00 1, 24:00-48:00 1" },
        { "too far ahead for now", """ "intervalPeriod":{"start":"2027-02-02T06:00:00Z","duration":"PT1H"},"intervals":[I1] """, "" },
        { "no time", """ "intervals":[I1] """, "no-duration" },
        { "no duration", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z"},"intervals":[I1] """, "no-duration" },
        { "a duration of months", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"P1M"},"intervals":[I1] """, "no-duration" },
        { "a start that is none", """ "intervalPeriod":{"start":"tomorrow","duration":"PT1H"},"intervals":[I1] """, "no-start" },
        { "a later start that is none", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1,{"id":2,"intervalPeriod":{"start":"soon"},PAY2}] """, "no-start" },
        { "spread over more than a day", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H","randomizeStart":"P2D"},"intervals":[I1] """, "randomised-too-far" },
        { "two values in one interval", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[{"id":1,"payloads":[{"type":"IMPORT_CAPACITY_LIMIT","values":[1,2]}]}] """, "value" },
        { "a value that is a text", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[{"id":1,"payloads":[{"type":"IMPORT_CAPACITY_LIMIT","values":["1"]}]}] """, "value" },
        { "a limit below nothing", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[{"id":1,"payloads":[{"type":"IMPORT_CAPACITY_LIMIT","values":[-1]}]}] """, "value" },
        { "a level that there is not", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[{"id":1,"payloads":[{"type":"SIMPLE","values":[4]}]}] """, "value" },
        { "no list of intervals", """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"} """, "unreadable" },
    };

    [Theory]
    [MemberData(nameof(Times), DisableDiscoveryEnumeration = true)]
    public void An_event_is_limits_with_their_times_or_it_is_said_what_is_not_understood(string what, string json, string expected)
    {
        var read = Read(json);
        var made = string.Join(", ", read.Wanted.Select(command => $"{Clock(command.From)}-{Clock(command.Until)} {(command.Fields.LimitW / 1_000)!.Value.ToString(CultureInfo.InvariantCulture)}"));
        (made.Length > 0 ? made : string.Join(", ", read.NotUnderstood.Select(not => not.Code))).ShouldBe(expected, what);
        read.KeepsWhatItGave.ShouldBe(read.NotUnderstood.Count > 0, what);
    }

    [Fact]
    public void Levels_mean_what_the_connection_says_and_level_0_nothing()
    {
        string Of(int level, params double[] percent) => string.Join(",", Read(
            $$""" "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[{"id":1,"payloads":[{"type":"SIMPLE","values":[{{level}}]}]}] """, percent)
            .Wanted.Select(command => $"{command.Fields.Scope} {(command.Fields.Lock == true ? "lock" : command.Fields.LimitPercent?.ToString(CultureInfo.InvariantCulture))}"));
        Of(0, 80, 50, 0).ShouldBe("");
        Of(1, 80, 50, 0).ShouldBe("charging 80");
        Of(2, 80, 50, 0).ShouldBe("charging 50");
        Of(3, 80, 50, 0).ShouldBe("charging lock");
    }

    [Theory]
    [InlineData("null", "both")]
    [InlineData("[]", "both")]
    [InlineData("""[{"type":"RESOURCE_NAME","values":["house-1"]}]""", "house")]
    [InlineData("""[{"type":"GROUP","values":["garage-1"]}]""", "garage")]
    [InlineData("""[{"type":"RESOURCE_NAME","values":["garage-1"]}]""", "")]
    [InlineData("""[{"type":"VEN_NAME","values":["ven-9"]},{"type":"RESOURCE_NAME","values":["house-1","other"]}]""", "house")]
    [InlineData("""["garage-1"]""", "garage")]
    [InlineData("""["house-1","garage-1"]""", "both")]
    [InlineData("""["elsewhere"]""", "")]
    [InlineData("[7]", "")]
    public void Targets_are_those_of_the_connection_in_the_form_of_either_version(string targets, string whom)
    {
        var read = Read($$""" "targets":{{targets}},"intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1] """);
        var sites = read.Wanted.SelectMany(command => command.Fields.Targets!.SiteIds!).ToList();
        (sites.Count switch { 2 => "both", 1 => sites[0] == House ? "house" : "garage", _ => "" }).ShouldBe(whom);
        if (whom.Length == 0)
            (read.NotUnderstood.ShouldHaveSingleItem().Code, read.KeepsWhatItGave).ShouldBe(("no-target", false));
    }

    [Fact]
    public void A_start_is_spread_within_its_bounds_the_same_each_time_and_with_it_all_that_follow()
    {
        var shifts = Enumerable.Range(0, 200).Select(i =>
        {
            var both = Read(""" "intervalPeriod":{"start":"2026-12-02T15:00:00Z","duration":"PT1H","randomizeStart":"PT10M"},"intervals":[I1,I2] """, id: $"event-{i}").Wanted;
            both[1].From.ShouldBe(both[0].Until);
            (both[0].Until - both[0].From).ShouldBe(TimeSpan.FromHours(1));
            Read(""" "intervalPeriod":{"start":"2026-12-02T15:00:00Z","duration":"PT1H","randomizeStart":"PT10M"},"intervals":[I1,I2] """, id: $"event-{i}").Wanted[0].Key.ShouldBe(both[0].Key);
            return (both[0].From - Now.AddHours(3)).TotalMinutes;
        }).ToList();
        shifts.ShouldAllBe(shift => shift >= -10 && shift <= 10);
        (shifts.Min(), shifts.Max()).ShouldSatisfyAllConditions(bounds => bounds.Item1.ShouldBeLessThan(-7), bounds => bounds.Item2.ShouldBeGreaterThan(7));
    }

    [Fact]
    public void Units_come_from_the_event_or_else_from_the_program_and_prices_stand_in_no_limits_way()
    {
        const string Json = """ "intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[{"id":1,"payloads":[{"type":"PRICE","values":[0.2]},{"type":"IMPORT_CAPACITY_LIMIT","values":[3]}]}] """;
        var asked = JsonSerializer.Deserialize("{" + Json + "}", OpenAdrJson.Default.VtnEvent);
        var read = new EventReader(Rules([]), [new("IMPORT_CAPACITY_LIMIT", "KW")], Now).Read("event-1", asked);
        (read.Wanted.ShouldHaveSingleItem().Fields.LimitW, read.NotUnderstood.ShouldHaveSingleItem().What, read.KeepsWhatItGave).ShouldBe((3_000, "PRICE", false));
        read = new EventReader(Rules([]), null, Now).Read("event-1", asked);
        read.Wanted.ShouldBeEmpty();
        read.NotUnderstood.Select(not => not.Code).ShouldBe(["payload-type", "units"]);
    }

    [Fact]
    public void What_people_read_is_one_line_without_signs_that_are_not_seen()
    {
        var read = Read($$""" "eventName":"Peak\n\u202Eevil {{new string('x', 400)}}","intervalPeriod":{"start":"2026-12-02T13:00:00Z","duration":"PT1H"},"intervals":[I1] """);
        var reason = read.Wanted.ShouldHaveSingleItem().Fields.Reason!;
        reason.ShouldStartWith("OpenADR: Peakevil xxx");
        reason.Length.ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData("PT1H", 3_600d)]
    [InlineData("P1DT2H3M4.5S", 93_784.5)]
    [InlineData("P2W", 1_209_600d)]
    [InlineData("PT0S", 0d)]
    [InlineData("P0S", null)]
    [InlineData("P1M", null)]
    [InlineData("-PT1H", null)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("1H", null)]
    [InlineData("PT99999999999999999999H", null)]
    [InlineData("P9999Y", 3_153_600_000d)]
    public void A_duration_is_read_or_it_is_none(string text, double? seconds) => (IsoDuration.Parse(text)?.TotalSeconds).ShouldBe(seconds);

    private static EventReading Read(string json, double[]? percent = null, string id = "event-1")
    {
        foreach (var i in new[] { "1", "2", "3" })
        {
            var payloads = $$""" "payloads":[{"type":"IMPORT_CAPACITY_LIMIT","values":[{{i}}]}] """;
            json = json.Replace($"PAY{i}", payloads, StringComparison.Ordinal).Replace($"I{i}", $$"""{"id":{{i}},{{payloads}}}""", StringComparison.Ordinal);
        }

        return new EventReader(Rules(percent ?? [80, 50, 0]), null, Now).Read(id, JsonSerializer.Deserialize(
            """{"payloadDescriptors":[{"payloadType":"IMPORT_CAPACITY_LIMIT","units":"KW"}],""" + json + "}", OpenAdrJson.Default.VtnEvent));
    }

    private static EventRules Rules(double[] percent) =>
        new(Connection, [new("RESOURCE_NAME", "house-1", new([House])), new("GROUP", "garage-1", new([Garage]))], percent.Length == 0 ? null : percent);

    private static string Clock(DateTimeOffset at)
    {
        var since = at - new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)since.TotalHours:00}:{since.Minutes:00}");
    }
}
