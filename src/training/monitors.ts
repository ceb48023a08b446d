/** Where the seed notebook warns: L2 norms of the gradient before clipping, share of hidden activations beyond 0.9. */
export const monitorLimits = { vanishingGradient: 1e-6, explodingGradient: 10, saturation: 0.5 } as const;
