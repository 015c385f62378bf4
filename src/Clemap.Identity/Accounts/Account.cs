using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Accounts;

/// <summary>A person who can sign in. Belongs to no organisation: memberships are the platform's.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>To show.</summary>
    public string Name { get; set; } = "";
}
