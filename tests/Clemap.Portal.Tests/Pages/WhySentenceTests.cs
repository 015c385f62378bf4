using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using Clemap.Portal.Culture;
using Clemap.Portal.Pages.Site;
using Clemap.Portal.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Tests.Pages;

public sealed class WhySentenceTests
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    public static TheoryData<string> Cultures() => [.. PortalCultures.Names];

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
        var reason = Example(code, "Garage: B");
        var text = portal.Services.GetRequiredService<IStringLocalizer<Reasons>>();

        var sentence = WhySentence.Of(reason.ToString(), Zurich, text).ShouldNotBeNull();

        sentence.ShouldNotBe(text["unknown"].Value);
        sentence.ShouldEndWith(".");
        sentence.ShouldNotContain("{");
        if (code is ReasonCode.Circuit or ReasonCode.NoRoom or ReasonCode.Unbalance)
            sentence.ShouldSatisfyAllConditions(() => sentence.ShouldContain("Garage: B"), () => sentence.ShouldContain("L2"));
        if (code == ReasonCode.Queue)
            sentence.ShouldSatisfyAllConditions(() => sentence.ShouldContain("2"), () => sentence.ShouldContain("14:15"));
    }

    private static Reason Example(ReasonCode code, string circuit) => code switch
    {
        ReasonCode.Circuit or ReasonCode.NoRoom or ReasonCode.Unbalance => new(code, new Circuit(Guid.Empty, circuit, null, PhaseCurrents.Balanced(40)), Phase.L2),
        ReasonCode.Queue => new(2, new DateTimeOffset(2026, 11, 23, 13, 15, 0, TimeSpan.Zero)),
        _ => new(code),
    };

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Of_AllReasonsOfOneLanguage_AreToldApart(string culture)
    {
        await using var portal = new PortalContext(culture: culture);
        var text = portal.Services.GetRequiredService<IStringLocalizer<Reasons>>();

        var sentences = Enum.GetValues<ReasonCode>().Select(code => WhySentence.Of(Example(code, "B").ToString(), Zurich, text));

        sentences.ShouldBeUnique();
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
