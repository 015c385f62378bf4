using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.Portal.Culture;
using Clemap.Portal.Pages.Site;
using Clemap.Portal.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Tests.Pages;

public sealed class WhySentenceTests
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    public static TheoryData<string, ReasonCode> EveryReasonInEveryLanguage()
    {
        var all = new TheoryData<string, ReasonCode>();
        foreach (var culture in PortalCultures.Names)
        {
            foreach (var code in Enum.GetValues<ReasonCode>())
                all.Add(culture, code);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(EveryReasonInEveryLanguage))]
    public async Task Of_EachReasonOfTheController_HasASentenceOfItsOwn(string culture, ReasonCode code)
    {
        await using var portal = new PortalContext(culture: culture);
        var reason = new Reason(code)
        {
            CircuitName = "Garage: B",
            Phase = Phase.L2,
            QueuePlace = 2,
            NextTurn = new DateTimeOffset(2026, 11, 23, 13, 15, 0, TimeSpan.Zero),
        };
        var text = portal.Services.GetRequiredService<IStringLocalizer<Reasons>>();

        var sentence = WhySentence.Of(reason.ToString(), Zurich, text).ShouldNotBeNull();

        sentence.ShouldNotBe(text["unknown"].Value);
        sentence.ShouldEndWith(".");
        sentence.ShouldNotContain("{");
        if (code == ReasonCode.Circuit)
            sentence.ShouldSatisfyAllConditions(() => sentence.ShouldContain("Garage: B"), () => sentence.ShouldContain("L2"));
        if (code == ReasonCode.Queue)
            sentence.ShouldSatisfyAllConditions(() => sentence.ShouldContain("2"), () => sentence.ShouldContain("14:15"));
    }

    [Fact]
    public async Task Of_CodeThatIsNewerThanThePage_SaysThatItIsNotKnown()
    {
        await using var portal = new PortalContext();
        var text = portal.Services.GetRequiredService<IStringLocalizer<Reasons>>();

        WhySentence.Of("moon-phase:full", Zurich, text).ShouldBe(text["unknown"].Value);
        WhySentence.Of(null, Zurich, text).ShouldBeNull();
    }
}
