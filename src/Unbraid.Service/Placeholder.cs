namespace Unbraid.Service;

internal static class Placeholder;
