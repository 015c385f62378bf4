namespace Clemap.Platform.Organisations;

internal sealed class OrganisationContext : IOrganisationContext
{
    public Guid? OrganisationId { get; private set; }

    public Guid? ActorId { get; private set; }

    public SiteReach Reach { get; private set; } = SiteReach.None;

    public void Enter(Guid organisationId, Guid? actorId, SiteReach reach)
    {
        if (OrganisationId is { } current && current != organisationId)
            throw new InvalidOperationException("This scope already acts for another organisation.");
        (OrganisationId, ActorId, Reach) = (organisationId, actorId, reach);
    }
}
