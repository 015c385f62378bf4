using System.Globalization;
using Clemap.Telemetry.Alarms;
using Microsoft.Extensions.Configuration;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class AlarmTextsTests
{
    [Theory]
    [InlineData("de-CH")]
    [InlineData("fr-CH")]
    [InlineData("it-CH")]
    [InlineData("en-CH")]
    public void Every_kind_has_a_sentence_with_its_values_and_what_to_do_next(string name)
    {
        var culture = CultureInfo.GetCultureInfo(name);
        foreach (var kind in AlarmKind.All)
        {
            var text = AlarmTexts.Sentence(new AlarmRow { Kind = kind, Element = "Nord 7", Phase = 3, Value = 41.5, Bound = 63 }, culture);
            text.ShouldContain("Nord 7", customMessage: kind);
            if (kind != AlarmKind.DeviceOffline)
                text.ShouldContain(41.5.ToString(culture), customMessage: kind);
            if (kind is not (AlarmKind.OutboxFilling or AlarmKind.ClockSkew))
                text.ShouldContain("63", customMessage: kind);
            if (kind == AlarmKind.FuseNearLimit)
                text.ShouldContain("L3");
            text.ShouldNotContain("{");
            AlarmTexts.Advice(kind, culture).ShouldEndWith(".");
            if (name != "en-CH")
                AlarmTexts.Advice(kind, culture).ShouldNotBe(AlarmTexts.Advice(kind, CultureInfo.GetCultureInfo("en-CH")));
        }
    }

    [Theory]
    [InlineData("FusePercent", "130")]
    [InlineData("OfflineMinutes", "soon")]
    [InlineData("StationToleranceA", "-1")]
    [InlineData("ClockSkewS", "NaN")]
    public void A_setting_that_cannot_be_is_named_with_its_rule(string key, string value) =>
        Should.Throw<InvalidOperationException>(() => AlarmSettings.From(Settings(key, value))).Message.ShouldStartWith($"Clemap:Alarms:{key} must be a number from ");

    [Fact]
    public void A_setting_counts_and_the_others_stay() =>
        AlarmSettings.From(Settings("FusePercent", "80")).ShouldBe(new AlarmSettings { FusePercent = 80 });

    private static IConfiguration Settings(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new($"Clemap:Alarms:{key}", value)]).Build();
}
