using Clemap.Architecture.Tests.Rules;

namespace Clemap.Architecture.Tests;

public class HouseTests
{
    private static string Solution => File.ReadAllText(Path.Combine(Repository.Root, "Clemap.Cloud.sln"));

    [Fact]
    public void Every_project_is_in_the_solution() =>
        HouseRule.Homeless(Solution, Repository.Projects("src").Concat(Repository.Projects("tests")).Select(file => Path.GetFileName(file)!)).ShouldBeEmpty();

    [Fact]
    public void A_project_outside_the_solution_is_seen() =>
        HouseRule.Homeless(Solution, ["Clemap.Edge.csproj", "Clemap.Shed.csproj"]).ShouldBe(["Clemap.Shed.csproj is not in the solution"]);

    [Fact]
    public void Insides_are_open_only_to_the_room_s_own_tests() => Repository.Projects("src")
        .SelectMany(file => HouseRule.Opened(Path.GetFileName(file), File.ReadAllText(file))).ShouldBeEmpty();

    [Fact]
    public void A_room_that_opens_itself_to_another_is_seen() => HouseRule.Opened(
        "Clemap.Billing.csproj",
        """<Project><ItemGroup><InternalsVisibleTo Include="Clemap.Billing.Tests" /><InternalsVisibleTo Include="Clemap.Portal" /></ItemGroup></Project>""")
        .ShouldBe(["Clemap.Billing.csproj opens itself to Clemap.Portal"]);
}
