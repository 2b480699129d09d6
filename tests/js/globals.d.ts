/** What the page's scripts share: each adds its own part. */
declare var kcn: any;
